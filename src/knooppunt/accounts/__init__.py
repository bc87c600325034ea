"""Who you are: users, sign-in, second factor, sessions."""
