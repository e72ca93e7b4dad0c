"""Worker processes: what the file scorer, the service and Ray share. They know of rows only that each has a size.

child       a worker process, as the process that started it sees it
process     what runs in a worker process
pace        how many items make a chunk
crew        the workers of one run: who is idle, who has died, who is asked again
stream      items through a crew, results in their order
calls       what workers grade for an adapter that was told to have some
batches     a reward whose batches are graded by workers, for a training job
ray_actor   a worker on a Ray cluster
ray_scorer  the same by such workers
versions    what must be the same wherever rows of one run are graded
"""
