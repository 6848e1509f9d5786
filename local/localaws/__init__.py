"""The local stand-in for AWS: MiniStack, what it lacks, and scenarios on it. No function knows it is local."""
