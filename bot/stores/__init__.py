"""Where memory is kept between turns."""
