/// Finds the correct word for a misspelt one.
enum SpellingSuggestion {
    /// Returns the most similar of `candidates`; `nil` when none is similar. Upper and lower case, `_` and `-` are
    /// ignored.
    static func of(_ word: String, among candidates: [String]) -> String? {
        let letters = plain(word)
        let limit = letters.count <= 3 ? 1 : letters.count <= 8 ? 2 : 3
        let near = candidates.map { ($0, distance(letters, plain($0))) }.filter {
            $0.1 <= limit && $0.1 < letters.count
        }
        return near.min { $0.1 < $1.1 }?.0
    }

    private static func plain(_ word: String) -> [UInt8] {
        word.utf8.prefix(64).filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
            .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Counts the single-letter edits that change `left` into `right` (optimal string alignment). An edit inserts,
    /// removes or replaces a letter, or swaps two neighbours.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
