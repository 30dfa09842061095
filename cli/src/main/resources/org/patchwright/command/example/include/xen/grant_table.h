/*
 * References by which another domain is let at a page of this one.
 */
#ifndef _XEN_GRANT_TABLE_H
#define _XEN_GRANT_TABLE_H

#define GRANT_INVALID_REF	0

typedef unsigned int grant_ref_t;

int gnttab_grant_foreign_access(unsigned short domid, unsigned long frame,
				int readonly);

/*
 * End access through the given reference and free it; the page, if there is
 * one, is freed as soon as the other domain lets go of it.
 */
void gnttab_end_foreign_access(grant_ref_t ref, int readonly,
			       unsigned long page);

#endif /* _XEN_GRANT_TABLE_H */
