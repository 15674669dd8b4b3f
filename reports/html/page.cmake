# The pages: npm installs their tools once, esbuild bundles them, and the result is a C++ source of
# squall_reports. All of it happens in the build folder; only the first build needs the network.
find_program(NODE_PROGRAM node REQUIRED)
find_program(NPM_PROGRAM npm REQUIRED)

set(page_dir ${PROJECT_BINARY_DIR}/report-page)
set(page_from ${PROJECT_SOURCE_DIR}/reports/html)
file(GLOB_RECURSE page_sources CONFIGURE_DEPENDS ${page_from}/src/*)

add_custom_command(
  OUTPUT ${page_dir}/installed.stamp
  DEPENDS ${page_from}/package.json ${page_from}/package-lock.json
  COMMAND ${CMAKE_COMMAND} -E make_directory ${page_dir}
  COMMAND ${CMAKE_COMMAND} -E copy ${page_from}/package.json ${page_from}/package-lock.json ${page_dir}
  COMMAND ${CMAKE_COMMAND} -E chdir ${page_dir} ${NPM_PROGRAM} ci --no-audit --no-fund --loglevel=error
          --fetch-retries=5
  COMMAND ${CMAKE_COMMAND} -E touch ${page_dir}/installed.stamp
  COMMENT "npm: the tools of the report's page"
  VERBATIM)

add_custom_command(
  OUTPUT ${page_dir}/page.cpp
  BYPRODUCTS ${page_dir}/report.html ${page_dir}/compare.html ${page_dir}/trend.html
             ${page_dir}/session.html
  DEPENDS ${page_dir}/installed.stamp ${page_from}/build.mjs ${page_from}/tsconfig.json ${page_sources}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${page_dir}/src
  COMMAND ${CMAKE_COMMAND} -E copy_directory ${page_from}/src ${page_dir}/src
  COMMAND ${CMAKE_COMMAND} -E copy ${page_from}/build.mjs ${page_from}/tsconfig.json ${page_dir}
  COMMAND ${CMAKE_COMMAND} -E chdir ${page_dir} ${NPM_PROGRAM} run --silent check
  COMMAND ${CMAKE_COMMAND} -E chdir ${page_dir} ${NODE_PROGRAM} build.mjs ${page_dir}
  COMMENT "The pages"
  VERBATIM)

target_sources(squall_reports PRIVATE ${page_dir}/page.cpp)
