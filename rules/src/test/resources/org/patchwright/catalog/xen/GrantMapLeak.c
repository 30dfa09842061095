struct pending {
	grant_handle_t handle[8];
	grant_handle_t single;
	unsigned long address;
};

static int later_entries_are_lost(struct pending *p, struct gnttab_map_grant_ref *map, struct page **pages, int count)
{
	int i;
	int ret = gnttab_map_refs(map, NULL, pages, count);

	if (ret)
		return ret;
	for (i = 0; i < count; i++) {
		if (map[i].status != 0)
			goto fail;	// expect: the first entry that failed ends the loop
		p->handle[i] = map[i].handle;
	}
	return 0;
fail:
	pending_undo(p);
	return -EINVAL;
}

static int every_entry_is_kept(struct pending *p, struct gnttab_map_grant_ref *map, struct page **pages, int count)
{
	int i;
	int ret = gnttab_map_refs(map, NULL, pages, count);

	for (i = 0; i < count; i++) {
		if (map[i].status != 0) {
			p->handle[i] = INVALID_HANDLE;
			ret = -EINVAL;
			continue;
		}
		p->handle[i] = map[i].handle;
	}
	return ret;
}

static void unmaps_what_it_prepared(struct pending *p, struct page **pages, int count)
{
	struct gnttab_unmap_grant_ref unmap[8];
	int i;

	for (i = 0; i < count; i++)
		gnttab_set_unmap_op(&unmap[i], p->address, GNTMAP_host_map, p->handle[i]);
	gnttab_unmap_refs(unmap, NULL, pages, count);
}

static void only_prepares(struct pending *p, int count)
{
	struct gnttab_unmap_grant_ref unmap[8];
	int i;

	for (i = 0; i < count; i++)
		gnttab_set_unmap_op(&unmap[i], p->address, GNTMAP_host_map, p->handle[i]);	// expect: nothing carries it out
}

static int map_single(struct pending *p, grant_ref_t ref, domid_t domain)
{
	struct gnttab_map_grant_ref op;

	gnttab_set_map_op(&op, p->address, GNTMAP_host_map, ref, domain);
	if (HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, &op, 1))
		return -EFAULT;
	p->single = op.handle;
	return op.status;
}

static void forgets_single(struct pending *p)
{
	if (p->single != INVALID_HANDLE)
		p->single = INVALID_HANDLE;	// expect: p->single is forgotten while its page mapped by a handle is not unmapped
}

static void batch_that_nobody_gets(struct request *req)
{
	struct gntab_unmap_queue_data *work = &req->unmap_data;

	work->data = req;
	work->unmap_ops = req->unmap;	// expect: is made ready and handed to nobody
	work->count = req->count;
}

static void batch_that_is_carried_out(struct request *req)
{
	struct gntab_unmap_queue_data *work = &req->unmap_data;

	work->data = req;
	work->unmap_ops = req->unmap;
	work->count = req->count;
	gnttab_unmap_refs_async(&req->unmap_data);
}
