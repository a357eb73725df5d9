"""What the modules of a project are called and which import which."""
