internal import CZlib

/// The compression of pages.
public enum ParquetCompression: Sendable, Equatable {
    case none
    /// Compression as gzip.
    ///
    /// - Parameter level: from 1 (fastest) to 9 (smallest).
    case gzip(level: Int = 6)

    /// The number of the compression in the file format.
    var codec: Int {
        switch self {
        case .none: 0
        case .gzip: 2
        }
    }

    func compressed(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .none: bytes
        case .gzip(let level): Self.gzip(bytes, level: Int32(max(1, min(level, 9))))
        }
    }

    /// Compresses bytes as one gzip member, for files in formats other than Parquet.
    ///
    /// - Parameters:
    ///   - bytes: the bytes to compress, less than 4 GB.
    ///   - level: from 1 (fastest) to 9 (smallest).
    public static func gzipped(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
        gzip(bytes, level: Int32(max(1, min(level, 9))))
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count))) }
    }

    /// Compresses a page as gzip.
    ///
    /// - Parameter bytes: the page's bytes, less than 4 GB.
    private static func gzip(_ bytes: [UInt8], level: Int32) -> [UInt8] {
        var stream = z_stream()
        // 16 more than the window's bits: with gzip's header and checksum.
        guard czlib_deflate_init(&stream, level, 15 + 16) == Z_OK else { return storedGzip(bytes) }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        var input = bytes
        return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            input.withUnsafeMutableBufferPointer { input in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                // With room for its bound it ends in one call.
                _ = deflate(&stream, Z_FINISH)
                count = Int(stream.total_out)
            }
        }
    }

    /// Writes gzip without compression (stored blocks, RFC 1951), when there is too little memory for a compressor.
    private static func storedGzip(_ bytes: [UInt8]) -> [UInt8] {
        var gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(0xFFFF)
            rest = rest.dropFirst(block.count)
            gzip.append(rest.isEmpty ? 1 : 0)
            gzip.appendLittleEndian(UInt16(block.count))
            gzip.appendLittleEndian(~UInt16(block.count))
            gzip += block
        } while !rest.isEmpty
        gzip.appendLittleEndian(checksum(bytes))
        gzip.appendLittleEndian(UInt32(truncatingIfNeeded: bytes.count))
        return gzip
    }
}
