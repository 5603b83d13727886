"""Registering, instructing, linking documents; writing, sending round and issuing contents.

Modules also hold plain functions for the use cases of higher rooms (they say "inside a use case only"):
`write_content`, `change_texts`, `circulate_content.send_round`, `issue_content.freeze`,
`link_documents.link`, `deliver_document.deliver`.
"""
