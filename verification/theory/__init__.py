"""The convergence theorems with numbers: the coefficients come from certified evidence, not from a rule's claims.

``resam_theory`` states and proves theorems for a given rho^2 or kappa; which value a rule has is settled here, so what
puts the two together lives here as well.
"""
