extension Int {
    /// Adds two counts without overflow. A count comes from a service, and may be any number.
    func saturatingSum(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other > 0 ? .max : .min) : sum
    }
}
