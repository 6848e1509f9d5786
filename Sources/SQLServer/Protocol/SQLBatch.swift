/// Statements as the server takes them: text, behind the transaction they belong to.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/f2026cd3-9a46-4a3f-9a08-f63140bcbbe3
enum SQLBatch {
    /// - Parameter transaction: the descriptor that the server gave at its beginning; eight zeros outside of one.
    static func message(_ sql: String, transaction: [UInt8]) -> [UInt8] {
        // All headers: 22 bytes, of which one header of 18: type 2, the transaction, and one request at a time.
        Login7.little(UInt32(22)) + Login7.little(UInt32(18)) + Login7.little(UInt16(2)) + transaction
            + Login7.little(UInt32(1)) + Login7.utf16(sql)
    }
}
