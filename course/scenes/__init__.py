"""The scripts of the demonstrations, a file each: its Worker, its traffic, and what is said when. See course/stage."""
