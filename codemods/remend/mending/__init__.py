"""From rewrites of single files to states of a project: rule after rule, group after group, each checked on its own."""
