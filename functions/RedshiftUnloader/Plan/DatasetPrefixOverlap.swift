import PlanFile

/// Finds exports of a plan whose datasets would be at one place, or one within the other's.
struct DatasetPrefixOverlap {
    private var known: [(export: String, place: [UInt8])] = []

    /// Refuses an export whose place is another one's, lies within it or holds it.
    mutating func claim(_ export: PlannedExport, by item: FieldReader, plan: String) {
        // Placeholders that differ from run to run are compared as they are written.
        let place = Array(export.placeText(plan: plan).utf8)
        for other in known {
            if other.place == place {
                item.refuse("to", "is where export \"\(other.export)\" goes too; add ${export} or ${table}")
                return
            }
            if place.starts(with: other.place) || other.place.starts(with: place) {
                item.refuse(
                    "to",
                    "and the place of export \"\(other.export)\" lie one within the other: a reader of the outer one would read both"
                )
                return
            }
        }
        known.append((export.name, place))
    }
}
