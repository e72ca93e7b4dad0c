"""Worker processes: what the file scorer, the service and Ray share. They know of rows only that each has a size.

child       a worker process, as the process that started it sees it
process     what runs in a worker process
pace        how many items make a chunk
crew        the workers of one run: who is idle, who has died, who is asked again
stream      items through a crew, results in their order
ray_actor   a worker on a Ray cluster
ray_scorer  a reward that is graded by such workers, for a training job
versions    what must be the same wherever rows of one run are graded
"""
