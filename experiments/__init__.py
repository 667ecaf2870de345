"""What happens when the algorithm is run: RESAM, attacks, objectives, data, sweeps."""
