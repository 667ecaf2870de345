r"""Aggregation of whole models: state dicts, lists of layers, tensors, vectors, data frames; the same form comes back.

    from resam_theory.models import aggregate_models
    aggregate_models([client.state_dict() for client in clients], rule="trimmed_mean", f=2)

**What is aggregated.** The n updates are trees of one structure (dicts, lists, tuples, dataclasses that torch knows;
leaves: numpy arrays, tensors, floats, pandas frames and series). All floating leaves of an update together are one
vector of R^D, a row; the rule is applied to the n rows, exactly as ``get(rule)`` would be. The result has the structure
of the first update and its dtypes and devices, and no gradient.

**Integers.** A counter such as ``num_batches_tracked`` of a batch norm is no coordinate of a vector, and a mean of
counters none. ``integers="median"``: entry by entry the lower median, an integer that a worker sent and that lies
between two honest ones as long as f < n/2 (for booleans: the majority); ``integers="refuse"``: TypeError. Leaves that
are no numbers (a name, None) must be equal in all updates.

**Rows that are not finite** are faulty, as in :mod:`resam_theory.rules.kernels.arrays`: one NaN anywhere in an update
makes it so everywhere, whatever the chunks; more than f of them raise ValueError, which names them.

**Memory** beside the updates and the result. Coordinate-wise rules (trimmed mean, median, mean around median, mean and
other L-estimators) go through the coordinates in parts of ``chunk``: a few n x chunk x 8 bytes, 0.15 GB at n = 15,
whatever D is. The others need all coordinates at once: the rows are copied once, n x D x 4 bytes (8 for float64), which
is 6 GB for 15 models of 10^8 parameters.
"""

from .aggregate import aggregate_models

__all__ = ["aggregate_models"]
