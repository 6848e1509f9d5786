/// Finds mistakes that two or more routes make together.
enum RouteConflict {
    /// Finds buckets that the routes connect in a circle: each copy would be copied again, without end. Key prefixes
    /// are ignored: if only prefixes prevent the circle, one renamed key could start it.
    ///
    /// - Returns: the buckets in order, with the first one again at the end; `nil` when there is no circle.
    static func find(in routes: [CopyRoute]) -> [String]? {
        var targets: [String: [String]] = [:]
        for route in routes {
            guard let source = route.sourceBucket else { continue }
            targets[source, default: []].append(route.targetBucket)
        }
        // Buckets from which no circle is reached: each is followed once.
        var cleared: Set<String> = []
        for start in targets.keys.sorted() where !cleared.contains(start) {
            var path: [(bucket: String, next: Int)] = [(start, 0)]
            var onPath: Set<String> = [start]
            while let (bucket, next) = path.last {
                let following = targets[bucket] ?? []
                guard next < following.count else {
                    cleared.insert(bucket)
                    onPath.remove(bucket)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = following[next]
                if onPath.contains(target) {
                    return path.map(\.bucket).drop { $0 != target } + [target]
                }
                if !cleared.contains(target) {
                    path.append((target, 0))
                    onPath.insert(target)
                }
            }
        }
        return nil
    }

    /// Finds two routes that may copy two objects to the same target. The removal of one object would then delete the
    /// copy of the other.
    ///
    /// Two routes with the same template do so only if their buckets differ and the objects have the same key. Two
    /// routes with different templates are assumed to do so, unless the beginnings or the ends of their target keys
    /// differ.
    ///
    /// - Returns: the sources of the two routes, as text for people; `nil` when there are no such routes.
    static func sharedTarget(of routes: [CopyRoute]) -> (String, String)? {
        let keys = routes.map(\.copyKeys)
        for (index, one) in routes.enumerated() {
            for place in (index + 1)..<routes.count where one.targetBucket == routes[place].targetBucket {
                let (other, mine, its) = (routes[place], keys[index], keys[place])
                guard mine.start.utf8.starts(with: its.start.utf8) || its.start.utf8.starts(with: mine.start.utf8),
                    mine.end.utf8.reversed().starts(with: its.end.utf8.reversed())
                        || its.end.utf8.reversed().starts(with: mine.end.utf8.reversed())
                else { continue }
                if one.targetKey == other.targetKey {
                    // Copies of objects of any bucket are marked with it.
                    guard !one.targetKey.namesBucket, let bucket = one.sourceBucket, let second = other.sourceBucket,
                        bucket != second
                    else { continue }
                }
                return (one.sources, other.sources)
            }
        }
        return nil
    }
}

extension CopyRoute {
    /// The common start and the common end of the keys of the route's copies.
    fileprivate var copyKeys: (start: String, end: String) {
        targetKey.fixedText(bucket: sourceBucket, keyPrefix: prefix, keySuffix: suffix)
    }

    fileprivate var sources: String {
        "\(sourceBucket.map { "bucket \($0)" } ?? "any bucket"), keys \"\(prefix)…\(suffix)\""
    }
}
