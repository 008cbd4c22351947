"""What public text must not give away: found however it is spelt, judged by what may be told, and taken out with a mark in its place."""
