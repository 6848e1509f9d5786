/// The time until a message is delivered again.
enum RedeliveryDelay {
    /// - Parameters:
    ///   - receiveCount: deliveries so far, this one included.
    ///   - jitter: from 0 up to 1.
    /// - Returns: seconds: 10, 20, 40, … up to 15 minutes. The jitter subtracts up to half of them.
    static func seconds(receiveCount: Int, jitter: Double) -> Int {
        let full = min(900, 10 << min(max(receiveCount, 1) - 1, 10))
        return full - Int(Double(full) / 2 * min(max(jitter, 0), 1))
    }
}
