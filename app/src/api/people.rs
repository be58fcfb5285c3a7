//! Users, roles and departments for the settings, links by which one sets a password, and one's own password.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::{
    DepartmentAccount, DepartmentForm, DepartmentId, LinkOwner, PasswordLink, RoleAccount, RoleForm, RoleId,
    UserAccount, UserForm, UserId,
};

use super::ApiError;

#[server(prefix = "/api/fn", endpoint = "users", input = Json)]
pub async fn users() -> Result<Vec<UserAccount>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::user::list(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "change_user", input = Json)]
pub async fn change_user(id: UserId, version: i64, email: String, form: UserForm) -> Result<UserAccount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::user::change(&desk, &session.actor, id, version, &email, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "set_user_enabled", input = Json)]
pub async fn set_user_enabled(id: UserId, version: i64, enabled: bool) -> Result<UserAccount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::user::set_enabled(&desk, &session.actor, id, version, enabled).await?)
}

#[server(prefix = "/api/fn", endpoint = "invite_user", input = Json)]
pub async fn invite_user(email: String, form: UserForm) -> Result<PasswordLink, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::password_link::invite(&desk, &session.actor, &email, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "issue_password_link", input = Json)]
pub async fn issue_password_link(id: UserId) -> Result<PasswordLink, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::password_link::issue(&desk, &session.actor, id).await?)
}

/// For whoever holds a link. The token comes in the body: no address has it, so no log does.
#[server(prefix = "/api/fn", endpoint = "look_at_password_link", input = Json)]
pub async fn look_at_password_link(token: String) -> Result<LinkOwner, ApiError> {
    let desk = super::request::desk()?;
    Ok(desk::password_link::look(&desk, &token).await?)
}

/// For whoever holds a link: sets the password, signs in, and leads to the desk.
#[server(prefix = "/api/fn", endpoint = "set_password_by_link")]
pub async fn set_password_by_link(token: String, name: String, password: String) -> Result<(), ApiError> {
    let (desk, info) = (super::request::desk()?, super::request::info()?);
    let form = desk::password_link::Redeem {
        token,
        name,
        password,
        user_agent: info.user_agent,
    };
    let signed_in = desk::password_link::redeem(&desk, form).await?;
    super::request::set_cookie(&super::session_cookie(&signed_in.token, info.secure))?;
    leptos_axum::redirect(super::safe_next(None));
    Ok(())
}

#[server(prefix = "/api/fn", endpoint = "change_own_password", input = Json)]
pub async fn change_own_password(present: String, new: String) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::own_password::change(&desk, &session, present, new).await?)
}

#[server(prefix = "/api/fn", endpoint = "roles", input = Json)]
pub async fn roles() -> Result<Vec<RoleAccount>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::role::list(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_role", input = Json)]
pub async fn create_role(form: RoleForm) -> Result<RoleAccount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::role::create(&desk, &session.actor, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "change_role", input = Json)]
pub async fn change_role(id: RoleId, version: i64, form: RoleForm) -> Result<RoleAccount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::role::change(&desk, &session.actor, id, version, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "delete_role", input = Json)]
pub async fn delete_role(id: RoleId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::role::delete(&desk, &session.actor, id).await?)
}

#[server(prefix = "/api/fn", endpoint = "departments", input = Json)]
pub async fn departments() -> Result<Vec<DepartmentAccount>, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::department::list(&desk, &session.actor).await?)
}

#[server(prefix = "/api/fn", endpoint = "create_department", input = Json)]
pub async fn create_department(form: DepartmentForm) -> Result<DepartmentAccount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::department::create(&desk, &session.actor, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "change_department", input = Json)]
pub async fn change_department(
    id: DepartmentId,
    version: i64,
    form: DepartmentForm,
) -> Result<DepartmentAccount, ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::department::change(&desk, &session.actor, id, version, form).await?)
}

#[server(prefix = "/api/fn", endpoint = "delete_department", input = Json)]
pub async fn delete_department(id: DepartmentId) -> Result<(), ApiError> {
    let (desk, session) = (super::request::desk()?, super::request::session()?);
    Ok(desk::department::delete(&desk, &session.actor, id).await?)
}
