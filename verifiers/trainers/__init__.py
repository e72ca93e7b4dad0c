"""The rewards in the call shapes of other people's trainers, one file a trainer.

grading       what all of them share: a completion and what the trainer knows of its row → a verdict, as numbers
verl          `compute_score`, for one row or a batch
openrlhf      `reward_func(queries, prompts, labels)`
nemo_rl       an environment
ms_swift      an outcome reward model
skyrl         a text environment
slime         a custom reward, awaited
areal         a workflow's reward function
rllm          a reward function of a task and an action
nemo_gym      a resources server
tinker        the cookbook's reward function of messages
openenv       a rubric
art           trajectories
turns         what the model said last, where a trainer hands over several turns as one text
asynchronous  awaited in batches: TRL's async rewards, a loop of your own

TRL needs no file: rewards are functions of its shape as they are. Trainers that score over HTTP, or whose environment
holds another package named `verifiers` (prime-rl), ask `verify-cli serve`.

No module here imports a trainer when it is imported, or depends on the thread, process or event loop in which it is
called. docs/trainers.md says how each trainer calls, and what it makes of a score.
"""
