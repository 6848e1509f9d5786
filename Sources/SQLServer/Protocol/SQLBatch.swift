/// The message that sends statements: their text, after a header that names their transaction.
/// https://learn.microsoft.com/openspecs/windows_protocols/ms-tds/f2026cd3-9a46-4a3f-9a08-f63140bcbbe3
enum SQLBatch {
    /// Writes the message.
    ///
    /// - Parameter transaction: the descriptor that the server gave when the transaction began; eight zeros outside a
    ///   transaction.
    static func message(_ sql: String, transaction: [UInt8]) -> [UInt8] {
        // All headers: 22 bytes, of which one header of 18: type 2, the transaction, and one request at a time.
        Login7.little(UInt32(22)) + Login7.little(UInt32(18)) + Login7.little(UInt16(2)) + transaction
            + Login7.little(UInt32(1)) + Login7.utf16(sql)
    }
}
