//! later
use crate::arguments::TestPart;
use crate::places::Places;
pub fn test(_: &Places, _: Option<TestPart>) -> anyhow::Result<()> {
    anyhow::bail!("not yet")
}
