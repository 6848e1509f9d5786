// Link this target into every function's executable. It declares nothing to call: what it does, it does at
// link time and before main(). See static_glibc.c for each fix and its reason.
#ifndef CSTATICGLIBC_H
#define CSTATICGLIBC_H
#endif
