"""What every test shares: a home of its own, so that no test touches a real one."""

import os
import tempfile

os.environ["SAMEBOOK_HOME"] = tempfile.mkdtemp(prefix="samebook-test-")
