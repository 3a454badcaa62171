/** Mail in the portal can be read this long, days; then its content is destroyed. */
export const PORTAL_DAYS = 30;
