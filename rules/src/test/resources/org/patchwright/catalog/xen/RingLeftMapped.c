struct back_info {
	struct xenbus_device *dev;
	struct back_ring ring;
	void *page;
	void *second;
	int irq;
};

/* One finding for each ring, at the first of its ways out. */
static int ring_stays_on_a_later_error(struct back_info *info, grant_ref_t ref)
{
	void *area;
	int err = xenbus_map_ring_valloc(info->dev, &ref, 1, &area);

	if (err < 0)
		return err;
	err = back_check(area);
	if (err < 0)
		return err;		// expect: the ring of area is not unmapped on this error
	err = back_start(info->irq);
	if (err < 0)
		return err;
	err = back_count(info->irq);
	if (err < 0)
		goto fail;
	info->page = area;
	return 0;
fail:
	xenbus_unmap_ring_vfree(info->dev, area);
	return err;
}

static int ring_is_unmapped_through_what_a_macro_set(struct back_info *info, grant_ref_t ref)
{
	struct back_sring *sring;
	void *area;
	int err = xenbus_map_ring_valloc(info->dev, &ref, 1, &area);

	if (err < 0)
		return err;
	sring = (struct back_sring *)area;
	BACK_RING_INIT(&info->ring, sring, 4096);
	err = -EIO;
	if (info->irq < 0)
		goto unmap;
	return 0;
unmap:
	xenbus_unmap_ring_vfree(info->dev, info->ring.sring);
	return err;
}

static void back_disconnect(struct back_info *info)
{
	if (info->page) {
		xenbus_unmap_ring_vfree(info->dev, info->page);
		info->page = NULL;
	}
	if (info->ring.sring)
		xenbus_unmap_ring_vfree(info->dev, info->ring.sring);
}

static int second_map(struct back_info *info, grant_ref_t ref)
{
	return xenbus_map_ring_valloc(info->dev, &ref, 1, &info->second);
}

static void second_unmap(struct back_info *info)
{
	if (info->second)
		info->second = NULL;	// expect: info->second is forgotten while its ring is not unmapped
}
