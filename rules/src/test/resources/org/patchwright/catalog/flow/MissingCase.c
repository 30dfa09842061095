enum link_state { LINK_DOWN, LINK_UP, LINK_TESTING, LINK_LOST, LINK_MAX };

static void lost_is_answered_to_elsewhere(struct link *link)
{
	switch (link->state) {
	case LINK_LOST:
		stop(link);
		break;
	default:
		break;
	}
}

static void one_state_is_left_out(struct link *link)
{
	switch (link->state) {	// expect: no case for LINK_LOST, and no default
	case LINK_DOWN:
		start(link);
		break;
	case LINK_UP:
		stop(link);
		break;
	case LINK_TESTING:
		break;
	}
}

static void a_default_is_quiet(struct link *link)
{
	switch (link->state) {
	case LINK_DOWN:
		start(link);
		break;
	case LINK_UP:
	case LINK_TESTING:
		stop(link);
		break;
	default:
		break;
	}
}

static void all_states_are_quiet(struct link *link)
{
	switch (link->state) {
	case LINK_DOWN:
	case LINK_LOST:
		start(link);
		break;
	case LINK_UP:
	case LINK_TESTING:
		stop(link);
		break;
	}
}

static void most_states_are_left_out_on_purpose(struct link *link)
{
	switch (link->speed_state) {
	case 1:
		start(link);
		break;
	case 2:
		stop(link);
		break;
	}
}
