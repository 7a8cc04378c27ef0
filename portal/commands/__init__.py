"""What the console command does, one module a subject; portal/cli.py names them."""
