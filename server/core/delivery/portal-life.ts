/** Mail in the portal can be read this long, days, unless the organization chose another time; then its content is destroyed. */
export const PORTAL_DAYS = 30;
