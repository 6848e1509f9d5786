// What a fully static glibc executable needs to start fast and to run on a host with another libc.
//
// Compiled to nothing unless scripts/package.sh defines FULLY_STATIC: a development build links the shared
// libraries and must not be touched.
#ifdef FULLY_STATIC

#include <nss.h>

// (1) crtbegin registers the whole .eh_frame of a static executable. The first unwind then sorts every entry of
// it, 25-65 ms of CPU: a thread that ends in pthread_exit() is enough, as a library's may at any time.
// libgcc finds the same tables through PT_GNU_EH_FRAME (a sorted index the linker made) when nothing is
// registered. Linked with --wrap=__register_frame_info,--wrap=__deregister_frame_info.
void __wrap___register_frame_info(const void *begin, void *object) {
    (void)begin;
    (void)object;
}
void *__wrap___deregister_frame_info(const void *begin) {
    (void)begin;
    return (void *)0;
}

// (2) A static glibc still dlopens the NSS modules that the host's nsswitch.conf names (sss, resolve, myhostname),
// and aborts when they were built for an older libc. Name the built-in ones before anything looks a name up.
extern int __nss_configure_lookup(const char *database, const char *services);

__attribute__((constructor)) static void use_only_built_in_name_services(void) {
    __nss_configure_lookup("hosts", "files dns");
    __nss_configure_lookup("passwd", "files");
    __nss_configure_lookup("group", "files");
    __nss_configure_lookup("services", "files");
}

#endif
