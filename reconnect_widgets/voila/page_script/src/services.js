// Stands in for the index of @jupyterlab/services: the two names of it that a kernel's connection
// asks for, without the clients for files, terminals, settings and the rest.

export { CommsOverSubshells } from "@jupyterlab/services/lib/kernel/comm";
export { ServerConnection } from "@jupyterlab/services/lib/serverconnection";
