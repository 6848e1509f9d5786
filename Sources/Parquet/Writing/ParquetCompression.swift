internal import CZlib

/// The compression of pages.
public enum ParquetCompression: Sendable, Equatable {
    case none
    /// - Parameter level: 1, the fastest, to 9.
    case gzip(level: Int = 6)

    /// The number of the format.
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

    /// Compresses bytes as one member of gzip, for files of another format beside Parquet's.
    ///
    /// - Parameters:
    ///   - bytes: less than 4 GB.
    ///   - level: 1, the fastest, to 9.
    public static func gzipped(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
        gzip(bytes, level: Int32(max(1, min(level, 9))))
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count))) }
    }

    /// - Parameter bytes: less than 4 GB: a page.
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

    /// Makes gzip without compression, for the case that there is no memory for a compressor: RFC 1951, stored blocks.
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
