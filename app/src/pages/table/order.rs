//! Where a column lands that is moved by hand.

/// The gap between columns over which `x` stands: 0 is before the first. `middles` are the columns' middles from the first to
/// the last, in the same pixels.
pub fn gap(middles: &[f64], x: f64) -> usize {
    middles.partition_point(|middle| *middle < x)
}

/// The list with one of its entries moved into a gap.
pub fn moved<T: Clone>(list: &[T], from: usize, gap: usize) -> Vec<T> {
    let mut list = list.to_vec();
    if from < list.len() {
        let entry = list.remove(from);
        let to = if gap > from { gap - 1 } else { gap };
        list.insert(to.min(list.len()), entry);
    }
    list
}

/// The gap nearest to a wanted one into which a column may go: pinned columns stay before the others.
pub fn allowed(gap: usize, is_pinned: bool, pinned: usize, count: usize) -> usize {
    if is_pinned {
        gap.min(pinned)
    } else {
        gap.clamp(pinned, count)
    }
}

#[cfg(test)]
mod tests {
    use super::{allowed, gap, moved};

    #[test]
    fn a_column_lands_where_the_line_is() {
        let middles = [50.0, 150.0, 250.0];
        for (x, from, expected) in [
            (10.0, 2, "cab"),
            (60.0, 2, "acb"),
            (160.0, 2, "abc"),
            (400.0, 0, "bca"),
            (160.0, 0, "bac"),
            (60.0, 0, "abc"),
            (-5.0, 1, "bac"),
        ] {
            let list: Vec<char> = "abc".chars().collect();
            let after: String = moved(&list, from, gap(&middles, x)).into_iter().collect();
            assert_eq!(after, expected, "{from} at {x}");
        }
        assert_eq!(moved(&['a'], 3, 0), ['a']);
    }

    #[test]
    fn pinned_columns_stay_before_the_others() {
        for (gap, is_pinned, expected) in [(0, false, 2), (3, false, 3), (4, true, 2), (1, true, 1), (9, false, 5)] {
            assert_eq!(allowed(gap, is_pinned, 2, 5), expected, "{gap} {is_pinned}");
        }
    }
}
