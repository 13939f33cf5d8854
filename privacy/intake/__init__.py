"""One way in for what strangers send: judged by signs of a program, never refused for one, asked for a step at most."""
