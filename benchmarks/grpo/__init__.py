"""A tiny GRPO loop that proves the rewards: a policy trained on nothing else must get better at the task.

Read in this order:

- `tokens`, `worked`: what the tiny policy reads and writes, and the solutions of its warm start, dirty on purpose.
- `policy`: a decoder-only transformer and its sampling. `hub`: the same calls for a model of transformers.
- `advantage`, `policy_gradient`, `derivative_free`: GRPO's arithmetic, and the two updates that use it.
- `rewards`: ours, and those with holes that people really use. `oracle`: the truth, which pays nobody.
- `train`: the loop. `demonstration`: what is run and kept. `figures`: its pictures. `programs`: the same on code.

`python -m benchmarks.grpo --size smoke`; all of it is explained in docs/grpo.md.
"""
