// Debian's libonnxruntime-dev has the C API's header; the library is opened at run time.
#include <onnxruntime/onnxruntime_c_api.h>
