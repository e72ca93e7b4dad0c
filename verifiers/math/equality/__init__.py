"""When two answers are equal.

rules        by kind: the entry
collections  lists, tuples, sets, matrices
relations    equations, inequalities, named values and congruences
labels       answers that name what they give
real_sets    sets of real numbers, however they are written
expressions  two expressions: exactly, by balls, or at points
rationals    exact values, and the work that a comparison may do
balls        values as balls that provably contain them
units        units of measure
texts        answers that are words
"""
