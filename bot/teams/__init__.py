"""The door: the only room that knows the bot SDK. Activities come in, Turns go on; Replies come back, activities leave."""
