internal import CZlib

/// Unpacks the beginning of a gzip file, of which the rest is not there.
enum GzipBeginning {
    /// - Parameters:
    ///   - bytes: from the file's first on.
    ///   - limit: bytes that are unpacked at most.
    /// - Returns: as much as the bytes hold; `nil` for bytes that are no gzip.
    static func unpacked(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var stream = z_stream()
        // 16 more than the window's bits: with gzip's header and checksum.
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
                // A file may be several gzip files one behind the other.
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
