struct port {
	int head;
	int refs[32];
	int ring_ref;
	int spare_ref;
	void *page;
	void *spare;
	struct sk_buff *skbs[32];
};

static void fills_a_pooled_ring(struct port *port)
{
	int i;

	for (i = 0; i < 32; i++) {
		int ref = gnttab_claim_grant_reference(&port->head);

		gnttab_grant_foreign_access_ref(ref, 0, frame(i), 0);
		port->refs[i] = ref;
	}
}

static void frees_the_pool_only(struct port *port)
{
	gnttab_free_grant_references(port->head);	// expect: pool head is freed while refs[] still keeps
}

static int grants_its_ring(struct port *port)
{
	port->page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!port->page)
		return -ENOMEM;
	port->ring_ref = gnttab_grant_foreign_access(0, virt_to_mfn(port->page), 0);
	return 0;
}

static void frees_the_page_in_force(struct port *port)
{
	free_page((unsigned long)port->page);	// expect: the page goes while its grant reference in ring_ref is in force
}

static int grants_a_spare_page(struct port *port)
{
	port->spare_ref = gnttab_grant_foreign_access(0, virt_to_mfn(port->spare), 0);
	return 0;
}

static void ends_the_spare_page(struct port *port)
{
	gnttab_end_foreign_access(port->spare_ref, 0, (unsigned long)port->spare);
}

static int error_return_leaves_it_in_force(struct device *dev, void *page)
{
	int ref = gnttab_grant_foreign_access(0, virt_to_mfn(page), 0);

	if (ref < 0)
		return ref;
	if (announce(dev, ref))
		return -EIO;	// expect: grant reference is still in force on this error
	gnttab_end_foreign_access(ref, 0, 0);
	return 0;
}

static int error_return_that_ends_it_is_quiet(struct device *dev, void *page)
{
	int ref = gnttab_grant_foreign_access(0, virt_to_mfn(page), 0);

	if (ref < 0)
		return ref;
	if (announce(dev, ref)) {
		gnttab_end_foreign_access(ref, 0, 0);
		return -EIO;
	}
	gnttab_end_foreign_access(ref, 0, 0);
	return 0;
}

static void frees_a_pool_twice(int count)
{
	int head;

	if (gnttab_alloc_grant_references(count, &head) < 0)
		return;
	gnttab_free_grant_references(head);
	gnttab_free_grant_references(head);	// expect: was freed already
}

struct swept_port {
	int swept_head;
	int swept_refs[32];
};

static void fills_a_swept_ring(struct swept_port *port)
{
	int i;

	for (i = 0; i < 32; i++) {
		int ref = gnttab_claim_grant_reference(&port->swept_head);

		gnttab_grant_foreign_access_ref(ref, 0, frame(i), 0);
		port->swept_refs[i] = ref;
	}
}

static void sweeps_before_it_frees_the_pool(struct swept_port *port)
{
	int i;

	for (i = 0; i < 32; i++) {
		gnttab_end_foreign_access_ref(port->swept_refs[i], 0);
		gnttab_release_grant_reference(&port->swept_head, port->swept_refs[i]);
	}
	gnttab_free_grant_references(port->swept_head);
}

struct lent_page {
	grant_ref_t lent_ref;
	struct page *lent_page;
};

static int lends_a_page(struct lent_page *lent)
{
	int ref = gnttab_grant_foreign_access(0, page_to_gfn(lent->lent_page), 0);

	if (ref < 0)
		return ref;
	lent->lent_ref = ref;
	return 0;
}

static void one_branch_ends_it(struct lent_page *lent)
{
	if (lent->lent_ref) {
		if (lent->lent_page)
			schedule();
		else
			gnttab_end_foreign_access(lent->lent_ref, NULL);
	}
	kfree(lent);			// expect: lent goes while the grant reference in lent_ref is not ended
}

struct grown {
	grant_ref_t *grown_refs;
	int count;
};

static int lends_many(struct grown *grown, struct page **pages)
{
	int i;

	for (i = 0; i < grown->count; i++) {
		int ref = gnttab_grant_foreign_access(0, page_to_gfn(pages[i]), 0);

		if (ref < 0)
			return ref;
		grown->grown_refs[i] = ref;
	}
	return 0;
}

static void ends_all_before_the_array_goes(struct grown *grown)
{
	int i;

	for (i = 0; i < grown->count; i++)
		if (grown->grown_refs[i] != INVALID_GRANT_REF)
			gnttab_end_foreign_access(grown->grown_refs[i], NULL);
	kfree(grown->grown_refs);
}

static void only_the_array_goes(struct grown *grown)
{
	kfree(grown->grown_refs);	// expect: grown->grown_refs goes while the grant reference
}

struct two_ports {
	int forgotten_head;
	int remembered_head;
};

static int fills_two_pools(struct two_ports *two)
{
	if (gnttab_alloc_grant_references(16, &two->forgotten_head) < 0)
		return -ENOMEM;
	if (gnttab_alloc_grant_references(16, &two->remembered_head) < 0) {
		gnttab_free_grant_references(two->forgotten_head);
		return -ENOMEM;
	}
	return 0;
}

static void empties_one_pool_of_two(struct two_ports *two)
{
	gnttab_free_grant_references(two->remembered_head);	// expect: pool of references in forgotten_head is not freed anywhere
}

static void lets_go_of_both_ports(struct two_ports *two)
{
	empties_one_pool_of_two(two);
	kfree(two);
}

struct even_ports {
	int even_head;
	int odd_head;
};

static int fills_even_pools(struct even_ports *even)
{
	if (gnttab_alloc_grant_references(16, &even->even_head) < 0)
		return -ENOMEM;
	if (gnttab_alloc_grant_references(16, &even->odd_head) < 0) {
		gnttab_free_grant_references(even->even_head);
		return -ENOMEM;
	}
	return 0;
}

static void empties_both_pools(struct even_ports *even)
{
	gnttab_free_grant_references(even->odd_head);
	gnttab_free_grant_references(even->even_head);
}

static void lets_go_of_even_ports(struct even_ports *even)
{
	empties_both_pools(even);
	kfree(even);
}

static int pool_goes_with_its_function(struct request *request, int count)
{
	grant_ref_t head;

	if (gnttab_alloc_grant_references(count, &head))
		return -ENOMEM;
	maps_the_request(request, &head);
	return 0;			// expect: pool head goes with its function
}

static int pool_that_is_freed_is_quiet(struct request *request, int count)
{
	grant_ref_t head;

	if (gnttab_alloc_grant_references(count, &head))
		return -ENOMEM;
	maps_the_request(request, &head);
	gnttab_free_grant_references(head);
	return 0;
}

static void maps_the_request(struct request *request, grant_ref_t *head)
{
	request->ref = gnttab_claim_grant_reference(head);
}

static void ends_the_request(struct request *request)
{
	gnttab_end_foreign_access(request->ref, NULL);
	request->ref = INVALID_GRANT_REF;
}

static int claims_all_of_its_pool(struct seen_buffer *buffer, int count)
{
	grant_ref_t head;
	int i;

	if (gnttab_alloc_grant_references(count, &head) < 0)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		int ref = gnttab_claim_grant_reference(&head);

		gnttab_grant_foreign_access_ref(ref, 0, frame(i), 0);
		buffer->seen_refs[i] = ref;
	}
	return 0;
}

static void ends_all_it_claimed(struct seen_buffer *buffer, int count)
{
	int i;

	for (i = 0; i < count; i++)
		gnttab_end_foreign_access(buffer->seen_refs[i], NULL);
}

static int number_goes_back_to_no_pool(struct rx_queue *queue)
{
	int ref = take_ref(queue);

	if (!gnttab_end_foreign_access_ref(ref))	// expect: its number goes back to no pool
		return -EINVAL;
	return 0;
}

static int number_goes_back_to_its_pool(struct rx_queue *queue)
{
	int ref = take_ref(queue);

	if (!gnttab_end_foreign_access_ref(ref))
		return -EINVAL;
	gnttab_release_grant_reference(&queue->rx_head, ref);
	return 0;
}

struct set_up {
	grant_ref_t set_up_ref;
	int port;
};

static int sets_up_and_fails(struct xenbus_device *dev, struct set_up *up)
{
	void *page;
	int err;

	err = xenbus_setup_ring(dev, GFP_KERNEL, &page, 1, &up->set_up_ref);
	if (err)
		return err;
	err = announce(dev, up->set_up_ref);
	if (err)
		return err;		// expect: grant reference of set_up_ref is not ended on this error
	return 0;
}

static int set_up_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
{
	struct set_up *up = dev_get_drvdata(&dev->dev);

	return sets_up_and_fails(dev, up);
}

static int set_up_remove(struct xenbus_device *dev)
{
	struct set_up *up = dev_get_drvdata(&dev->dev);
	void *page = NULL;

	xenbus_teardown_ring(&page, 1, &up->set_up_ref);
	return 0;
}

static struct xenbus_driver set_up_driver = {
	.probe = set_up_probe,
	.remove = set_up_remove,
};

struct tidy_set_up {
	grant_ref_t tidy_ref;
};

static int sets_up_for_a_tidy_caller(struct xenbus_device *dev, struct tidy_set_up *tidy)
{
	void *page;
	int err;

	err = xenbus_setup_ring(dev, GFP_KERNEL, &page, 1, &tidy->tidy_ref);
	if (err)
		return err;
	return announce(dev, tidy->tidy_ref) ? -EIO : 0;
}

static int tidy_probe(struct xenbus_device *dev, const struct xenbus_device_id *id)
{
	struct tidy_set_up *tidy = dev_get_drvdata(&dev->dev);
	int err = sets_up_for_a_tidy_caller(dev, tidy);

	if (err)
		tidy_remove(dev);
	return err;
}

static int tidy_remove(struct xenbus_device *dev)
{
	struct tidy_set_up *tidy = dev_get_drvdata(&dev->dev);
	void *page = NULL;

	xenbus_teardown_ring(&page, 1, &tidy->tidy_ref);
	return 0;
}

static struct xenbus_driver tidy_driver = {
	.probe = tidy_probe,
	.remove = tidy_remove,
};

static int pool_left_behind_loops(struct blkfront_info *info, struct request *req)
{
	struct blkif_request *ring_req;
	struct bio *bio;
	struct bio_vec *bvec;
	unsigned long mfn, id;
	unsigned int first, last;
	int idx, ref;
	grant_ref_t head;

	if (gnttab_alloc_grant_references(SEGMENTS, &head) < 0)
		return -ENOSPC;
	ring_req = RING_GET_REQUEST(&info->ring, info->ring.req_prod_pvt);
	id = free_id(info);
	ring_req->nr_segments = 0;
	rq_for_each_bio (bio, req) {
		bio_for_each_segment (bvec, bio, idx) {
			BUG_ON(ring_req->nr_segments == SEGMENTS);
			mfn = page_to_phys(bvec->bv_page) >> PAGE_SHIFT;
			first = bvec->bv_offset >> 9;
			last = first + (bvec->bv_len >> 9) - 1;
			ref = grant(info, mfn);
			info->shadow[id].frame[ring_req->nr_segments] = mfn_to_pfn(mfn);
			ring_req->nr_segments++;
		}
	}
	if (info->broken)
		return -EIO;		// expect: pool head is not freed on this error
	gnttab_free_grant_references(head);
	return 0;
}
