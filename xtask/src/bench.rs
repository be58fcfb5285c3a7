//! later
use crate::arguments::BenchRow;
use crate::places::Places;
pub fn bench(_: &Places, _: Option<BenchRow>) -> anyhow::Result<()> {
    anyhow::bail!("not yet")
}
