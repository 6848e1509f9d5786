import AWSS3

/// The division of an object into parts. It does no I/O, and enforces every S3 limit on sizes.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
struct PartPlan: Sendable, Equatable {
    /// The maximum size, in bytes, of an object that CopyObject accepts: 5 GiB. S3's documentation calls it 5 GB.
    static let largestSingleCopy: Int64 = 5 << 30
    /// The minimum size of a part in bytes: 5 MiB. Only an object's last part may be smaller.
    static let smallestPart: Int64 = 5 << 20
    /// The maximum size of a part in bytes: 5 GiB.
    static let largestPart: Int64 = 5 << 30
    static let mostParts = 10_000
    /// The maximum size of an object in bytes: 10,000 parts of 5 GiB, a little more than the 50 TB in S3's
    /// documentation.
    static let largestObject = Int64(mostParts) * largestPart

    /// Adjacent parts of the same size.
    struct Run: Sendable, Equatable {
        let count: Int
        /// The size of each part in bytes.
        let size: Int64
    }

    let runs: [Run]
    /// The size of the object in bytes.
    let size: Int64
    /// The number of parts.
    let count: Int

    /// Divides an object into parts of the preferred size. Parts are larger when 10,000 of this size would not suffice.
    ///
    /// - Parameters:
    ///   - size: bytes, more than 0.
    ///   - preferred: bytes of a part; limited to the sizes that S3 allows.
    /// - Returns: `nil` for an object that is empty or too large for S3.
    init?(size: Int64, preferred: Int64) {
        guard size > 0, size <= Self.largestObject else { return nil }
        let least = (size + Int64(Self.mostParts) - 1) / Int64(Self.mostParts)
        // Whole MiB, so that sizes look like what they are.
        let needed = ((least + (1 << 20) - 1) >> 20) << 20
        let part = min(max(preferred, needed, Self.smallestPart), Self.largestPart)
        let whole = Int(size / part)
        let rest = size % part
        self.init(runs: [Run(count: whole, size: part)] + (rest > 0 ? [Run(count: 1, size: rest)] : []))
    }

    /// Makes the plan from the part sizes of an uploaded object.
    ///
    /// - Parameter sizes: the bytes of each part, in order.
    /// - Returns: `nil` when S3 would refuse the parts: there are none or too many, or a part has a size that S3
    ///   refuses.
    init?(sizes: [Int64]) {
        guard !sizes.isEmpty, sizes.count <= Self.mostParts, sizes.allSatisfy({ 1...Self.largestPart ~= $0 }),
            sizes.dropLast().allSatisfy({ $0 >= Self.smallestPart })
        else { return nil }
        var runs: [Run] = []
        for size in sizes {
            if let last = runs.last, last.size == size {
                runs[runs.count - 1] = Run(count: last.count + 1, size: size)
            } else {
                runs.append(Run(count: 1, size: size))
            }
        }
        self.init(runs: runs)
    }

    /// Reads the text that ``description`` makes; `nil` for any other text.
    init?(_ description: String) {
        var runs: [Run] = []
        for text in description.split(separator: "+", omittingEmptySubsequences: false) {
            let numbers = text.split(separator: "x", omittingEmptySubsequences: false)
            guard numbers.count == 2, let count = Int(numbers[0]), let size = Int64(numbers[1]),
                1...Self.mostParts ~= count, 1...Self.largestPart ~= size
            else { return nil }
            runs.append(Run(count: count, size: size))
        }
        guard !runs.isEmpty, runs.reduce(0, { $0 + $1.count }) <= Self.mostParts else { return nil }
        self.init(runs: runs)
    }

    private init(runs: [Run]) {
        self.runs = runs.filter { $0.count > 0 }
        size = runs.reduce(0) { $0 + Int64($1.count) * $1.size }
        count = runs.reduce(0) { $0 + $1.count }
    }

    /// Returns the byte range of a part.
    ///
    /// - Parameter part: counted from 1.
    /// - Returns: `nil` when there is no such part.
    func bytes(of part: Int) -> Range<Int64>? {
        guard part >= 1, part <= count else { return nil }
        var start: Int64 = 0
        var before = 0
        for run in runs {
            if part <= before + run.count {
                let first = start + Int64(part - before - 1) * run.size
                return first..<first + run.size
            }
            before += run.count
            start += Int64(run.count) * run.size
        }
        return nil
    }

    /// Returns the number of ranges into which the parts are divided. Each range is copied for one message.
    func rangeCount(of partsPerRange: Int) -> Int { (count + partsPerRange - 1) / max(partsPerRange, 1) }

    /// Returns the part numbers in a range; `nil` when there is no such range.
    ///
    /// - Parameter range: counted from 0.
    func parts(ofRange range: Int, of partsPerRange: Int) -> ClosedRange<Int>? {
        guard range >= 0, range < rangeCount(of: partsPerRange) else { return nil }
        let first = range * partsPerRange + 1
        return first...min(first + partsPerRange - 1, count)
    }
}

extension PartPlan: CustomStringConvertible {
    /// The parts as text: `<count>x<bytes>`, joined by `+`, e.g. `79x134217728+1x4096`.
    var description: String { runs.map { "\($0.count)x\($0.size)" }.joined(separator: "+") }
}

extension PartPlan {
    /// Checks that a part in S3 has the planned size.
    func fits(_ part: S3Part) -> Bool {
        bytes(of: part.number).map { Int64($0.count) == part.size } ?? false
    }
}
