internal import CZlib

/// Unpacks the first bytes of a gzip file, without needing the rest.
enum GzipBeginning {
    /// - Parameters:
    ///   - bytes: the first bytes of the file.
    ///   - limit: the maximum number of bytes to unpack.
    /// - Returns: the bytes that could be unpacked; `nil` when the file is not gzip.
    static func unpacked(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var stream = z_stream()
        // zlib reads gzip's header and checksum when 16 is added to the window's bits.
        guard limit > 0, czlib_inflate_init(&stream, 15 + 16) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var input = bytes
        var isGzip = true
        let output = [UInt8](unsafeUninitializedCapacity: limit) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(clamping: output.count)
                var code = inflate(&stream, Z_SYNC_FLUSH)
                // A file may consist of several gzip files, one after another.
                while code == Z_STREAM_END, stream.avail_in > 0, stream.avail_out > 0, inflateReset(&stream) == Z_OK {
                    code = inflate(&stream, Z_SYNC_FLUSH)
                }
                isGzip = code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR
                count = output.count - Int(stream.avail_out)
            }
        }
        return isGzip ? output : nil
    }
}
