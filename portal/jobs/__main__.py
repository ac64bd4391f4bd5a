"""`python -m portal.jobs JOB_ID ATTEMPT`: do the job."""

import os
import sys

if __name__ == "__main__":
    # A group of its own, so that ending the job ends whatever it has started.
    os.setpgid(0, 0)
    from portal.jobs.process import run

    run(sys.argv[1], int(sys.argv[2]))
