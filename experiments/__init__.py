"""What happens when the algorithm is run: RESAM, attacks, objectives, data, sweeps.

One run: ``algorithm.run(RunConfig.of({...}))`` returns a ``Trace``. Many runs, with results kept and only what is
missing run: ``sweep.ensure(configs, store, jobs=...)`` returns a ``Run`` per config (``metrics``, ``status``);
``Store(folder).trace(run)`` gives the recorded arrays; ``sweep.expand(table)`` makes configs from a table with a
``grid``.
"""
