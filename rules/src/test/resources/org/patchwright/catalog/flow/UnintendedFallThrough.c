enum link_state { LINK_DOWN, LINK_UP, LINK_TESTING, LINK_LOST };

static void lost_runs_on(struct link *link)
{
	switch (link->state) {
	case LINK_DOWN:
		start(link);
		break;
	case LINK_LOST:
		stop_queue(link);	// expect: what is done for LINK_LOST goes on into the case of case LINK_UP
	case LINK_UP:
		start_queue(link);
		break;
	case LINK_TESTING:
		break;
	}
}

static void marked_by_a_comment(struct link *link)
{
	switch (link->state) {
	case LINK_DOWN:
		start(link);
		/* fall through */
	case LINK_UP:
		start_queue(link);
		break;
	default:
		return;
	case LINK_TESTING:
		break;
	}
}

static void marked_by_the_word(struct link *link)
{
	switch (link->state) {
	case LINK_DOWN:
		start(link);
		fallthrough;
	case LINK_UP:
	case LINK_LOST:
		start_queue(link);
		break;
	case LINK_TESTING:
		if (link->quiet)
			return;
		else
			break;
	}
}

static void numbers_are_no_states(struct link *link, int n)
{
	switch (n) {
	case 1:
		start(link);
	case 2:
		stop(link);
	}
}
