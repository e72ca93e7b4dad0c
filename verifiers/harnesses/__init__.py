"""The rewards in other people's evaluation harnesses, one file a harness.

inspect_ai  a scorer
lm_eval     what a task's YAML names as `process_results`
lighteval   a metric
promptfoo   an assertion in Python
metrics     a verdict as what is averaged

What a harness hands over is graded as trainers' rows are (`verifiers.trainers.grading`), so that a number in a table of
results is the reward of a training run, and of `verify-cli score`. docs/harnesses.md has an example of each.
"""
