"""What those who run the service use: a look at everything that must be right before people can ask."""
