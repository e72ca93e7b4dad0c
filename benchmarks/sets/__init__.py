"""Problem sets by construction: AIME-style and MATH-500-style problems with references, drawn from a seed.

A family draws the parameters of a problem, writes its text and works out its answer. What a family has drawn falls to
train or to test by a hash of the parameters alone, so that no test problem occurs in train, in whatever wording.

- `aime`: integers from 0 to 999, as the American Invitational Mathematics Examination asks for.
- `math500`: fractions, radicals, intervals, tuples, polynomials, matrices, complex numbers and words.
- `draw`: problems of these by style, split, level and seed; rows of them; rows of others as problems.

`python -m benchmarks.sets math500 --count 500 > math500.jsonl`
"""

from benchmarks.sets.draw import STYLES, Problem, draw, problems_of, split_of

__all__ = ["STYLES", "Problem", "draw", "problems_of", "split_of"]
