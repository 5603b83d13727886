"""Reminders outside the screen: by e-mail, or through a gateway to chat and SMS.

Each user decides where to and when not. Addresses are encrypted, and used only after a code sent there came back.
What is asked of whom is known above: it is put in here as a subject and a few lines, and goes out by a job.
"""
